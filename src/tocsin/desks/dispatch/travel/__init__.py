"""Ways by road: how units move, how long ways take, when units will be there."""
