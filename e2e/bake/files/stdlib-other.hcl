target "default" {
  args = {
    SHA    = sha256("x")
    MD5    = md5("x")
    B64    = base64encode("héllo")
    PLAIN  = base64decode("aGk=")
    URL    = urlencode("a b&c=d/é")
    UUID   = uuidv5("dns", "example.com")
    JSON   = jsondecode("{\"a\":[1.50]}").a[0]
    CSV    = csvdecode("a,b\n1,2")[0].b
    DATE   = formatdate("YYYY-MM-DD hh:mm", "2024-02-29T13:05:09Z")
    LATER  = timeadd("2024-01-01T00:00:00Z", "36h")
    HOST   = cidrhost("10.0.0.0/8", 5)
    NET    = cidrsubnet("10.0.0.0/8", 8, 2)
    SEMVER = semvercmp("1.5.0", ">= 1.2, < 2")
    POW    = pow(2, 10)
    INT    = parseint("ff", 16)
    TRY    = try(jsondecode("no"), "fallback")
    CAN    = can(regex("z", "a"))
  }
}
