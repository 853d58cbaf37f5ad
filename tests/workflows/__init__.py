"""The workflows of the project itself: what they may do, and what their scripts do."""
