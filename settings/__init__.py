"""What a human chose: the models of a stack file, the variable catalogue and the plans' capabilities.

Pure data. `pulumi` is imported in `settings.load` alone.
"""
