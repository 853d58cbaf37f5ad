"""`./luma verify`: what the deployed site really answers, against what is declared."""
