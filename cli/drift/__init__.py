"""`./luma drift`: what was changed, removed or added behind Pulumi's back."""
