"""What the clouds, the engine and the machine do wrong, and that nothing is lost by it."""
