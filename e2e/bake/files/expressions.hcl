locals_a = [for s in ["a", "b", "c"] : upper(s) if s != "b"]
target "default" {
  args = {
    MATH    = (1 + 2) * 3 - 4 / 8 % 3
    TENTH   = 0.1 + 0.2
    THIRD   = 10 / 3
    BIG     = 12345678901234567890 * 10
    LOGIC   = !false && (1 < 2 || false)
    EQUAL   = "1" == 1
    FOR     = join(",", locals_a)
    OBJECT  = jsonencode({ for k, v in { a = 1, b = 2 } : v => k })
    GROUP   = jsonencode({ for s in ["ab", "ac", "b"] : substr(s, 0, 1) => s... })
    SPLAT   = join(",", [{ n = "x" }, { n = "y" }][*].n)
    OLD     = join(",", [{ n = "x" }, { n = "y" }].*.n)
    INDEX   = { a = ["p", "q"] }["a"][1]
    SPREAD  = max([1, 5, 3]...)
    MIXED   = true ? 1 : "x"
  }
}
