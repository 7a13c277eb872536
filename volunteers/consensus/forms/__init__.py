"""What people type in conversations."""
