"""`./luma state`: where the platform's state is kept."""
