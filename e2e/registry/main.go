// A registry in memory to test a client with. It listens on a free port of the loopback address, says its address in the
// first line of output, and ends when its input does.
package main

import (
	"crypto/subtle"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"

	"cuelabs.dev/go/oci/ociregistry/ocimem"
	"cuelabs.dev/go/oci/ociregistry/ociserver"
)

func main() {
	noReferrers := flag.Bool("no-referrers", false, "answer 404 where referrers are asked for, as older registries do")
	noDigest := flag.Bool("no-digest", false, "leave Docker-Content-Digest out of answers about tags, as ECR does")
	noFilter := flag.Bool("no-filter", false, "do not filter referrers by artifact type")
	flag.Parse()

	registry := ociserver.New(ocimem.New(), &ociserver.Options{
		DisableReferrersAPI:          *noReferrers,
		DisableReferrersFiltering:    *noFilter,
		OmitDigestFromTagGetResponse: *noDigest,
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	log.Fatal(http.Serve(listener, withPassword(registry, os.Getenv("REGISTRY_USER"), os.Getenv("REGISTRY_PASSWORD"))))
}

// withPassword asks for HTTP Basic where a user is set.
func withPassword(next http.Handler, user, password string) http.Handler {
	if user == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		gotUser, gotPassword, _ := request.BasicAuth()
		if !equal(gotUser, user) || !equal(gotPassword, password) {
			w.Header().Set("WWW-Authenticate", `Basic realm="registry"`)
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"errors":[{"code":"UNAUTHORIZED","message":"a password is needed"}]}`)
			return
		}
		next.ServeHTTP(w, request)
	})
}

func equal(a, b string) bool {
	return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
