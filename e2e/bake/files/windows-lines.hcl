target "default" {
  tags = ["a"]
  dockerfile-inline = <<EOT
FROM x
EOT
}
