"""The vendors' own HTTP APIs, as far as our provider and `./luma verify` speak them: translation only."""
