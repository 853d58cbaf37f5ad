"""`./luma local`: the unmodified Pulumi CLI against the local cloud, in a home of its own."""
