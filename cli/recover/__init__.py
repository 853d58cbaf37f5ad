"""`./luma recover`: the way back after a killed or failed run."""
