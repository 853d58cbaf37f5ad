"""The operator's command `./luma`: local runs of Pulumi, the demo, recovery and checks."""
