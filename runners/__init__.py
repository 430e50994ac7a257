"""What needs torch: real networks and the measuring of their cost."""
