# one
// two
/* three
   lines */
target /* here too */ "default" { # and here
  tags = [ # in a list
    "a", // after an item
    /* before one */ "b",
  ]
}
