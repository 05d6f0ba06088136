target "default" {
  args = {
    UPPER   = upper("node")
    TITLE   = title("hello world")
    TRIM    = trim("--x--", "-")
    PREFIX  = trimprefix("v1.2.3", "v")
    MAJOR   = split(".", "1.2.3")[0]
    REGEX   = regex("^v(\\d+)", "v12.3")[0]
    SWAP    = regex_replace("a-b", "(\\w)-(\\w)", "$2-$1")
    FORMAT  = format("%05.1f|%-4s|%+d|%q|%v", 3.14159, "ab", 7, "q", [1, true])
    LIST    = join(" ", formatlist("%s:%d", ["a", "b"], [1, 2]))
    INDENT  = indent(2, "a\nb")
    SUBSTR  = substr("docker", 1, -1)
    BASE    = basename("a/b/c.txt")
    DIR     = dirname("a/b/c.txt")
    CHOMP   = chomp("x\n\n")
    REVERSE = reverse("abc")
    LEN     = strlen("añ👍🏽")
  }
}
