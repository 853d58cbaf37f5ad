// Command pulumi-language-python runs Python programs, policy packs and provider folders for the Pulumi engine.
//
// It stands beside a CLI built from Go modules, where the official language host cannot be had, and speaks the
// same protocol (pulumirpc.LanguageRuntime of Pulumi 3.259). What it leaves out: code generation (`pulumi import`
// needs --generate-code=false), package linking, attached debuggers, and the poetry and uv toolchains.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// engineCheck is how often the host looks whether its engine still lives: a killed CLI must leave no process.
const engineCheck = 10 * time.Second

// main serves until the engine interrupts it. The engine's address is always the last argument.
func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("pulumi-language-python %s is started by the pulumi command, not by hand", version.Version))
	}
	engine := os.Args[len(os.Args)-1]
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := rpcutil.Healthcheck(ctx, engine, engineCheck, stop); err != nil {
		fail(fmt.Errorf("no connection to the engine at %s: %w", engine, err))
	}
	if err := serve(ctx, engine); err != nil {
		fail(err)
	}
}

// serve answers the engine's calls until ctx ends; the first line on standard output tells the engine the port.
func serve(ctx context.Context, engine string) error {
	stopped := make(chan bool)
	context.AfterFunc(ctx, func() { close(stopped) })
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: stopped,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, newHost(ctx, engine))
			return nil
		},
	})
	if err != nil {
		return fmt.Errorf("the language host cannot listen: %w", err)
	}
	fmt.Println(handle.Port)
	return <-handle.Done
}

// fail ends the process with a message the engine shows.
func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
