variable "BASE" { default = "alpine" }
target "plain" {
  dockerfile-inline = <<EOT
FROM ${BASE}
RUN echo "a \n $${HOME}"
EOT
}
target "flush" {
  dockerfile-inline = <<-EOT
    FROM ${BASE}
      RUN deeper

    %{ if BASE == "alpine" ~}
    RUN apk add x
    %{ else ~}
    RUN apt-get install x
    %{ endif ~}
    %{ for p in ["a", "b"] ~}
    RUN install ${p}
    %{ endfor ~}
    CMD ["sh"]
  EOT
}
