variable "V" { default = "1.2" }
target "default" {
  args = {
    NESTED = "a${"b${V}"}c"
    STRIP  = "x ${~ V ~} y"
    IF     = "%{ if V == "1.2" }yes%{ else }no%{ endif }"
    FOR    = "%{ for i, x in ["a", "b"] }${i}${x} %{ endfor }"
    ESCAPE = "$${V} %%{if} \t|\u00e9|\""
    NUMBER = "${1.10}"
    TEXT   = "1.10"
    BOOL   = "${true}"
  }
}
