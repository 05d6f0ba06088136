target "default" {
  args = {
    MERGE   = jsonencode(merge({ a = 1 }, { b = [true, null] }))
    KEYS    = join(",", keys({ z = 1, a = 2 }))
    VALUES  = jsonencode(values({ z = 1, a = 2 }))
    LOOKUP  = lookup({ a = "x" }, "b", "none")
    FLAT    = jsonencode(flatten([1, [2, [3]]]))
    CHUNK   = jsonencode(chunklist(["a", "b", "c"], 2))
    UNIQUE  = join(",", distinct(["b", "a", "b"]))
    SORT    = join(",", sort(["b", "a"]))
    RANGE   = jsonencode(range(2, 8, 2))
    PRODUCT = jsonencode(setproduct(["a", "b"], ["1", "2"]))
    UNION   = join(",", setunion(["a"], ["c", "b"]))
    ZIP     = jsonencode(zipmap(["a", "b"], [1, 2]))
    HAS     = contains(["a"], "a")
    AT      = indexof(["a", "b"], "b")
    FIRST   = coalesce(null, "x")
    SLICE   = jsonencode(slice([1, 2, 3], 1, 2))
  }
}
