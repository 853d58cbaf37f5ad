"""`./luma recover`: the way back after a killed run."""
