"""`./luma lockdown` and `unlock`: visitors challenged and deployments frozen, for a time, with an audit note."""
