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
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// engineCheck is how often the host looks whether its engine still lives: a killed CLI must leave no process.
const engineCheck = 10 * time.Second

// main serves until the engine interrupts it. The engine's address is always the last argument.
func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	engine := os.Args[len(os.Args)-1]
	err := rpcutil.Healthcheck(ctx, engine, engineCheck, stop)
	if err == nil {
		err = serve(ctx, engine)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "the Python language host cannot serve the engine:", err)
		os.Exit(1)
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
		return err
	}
	fmt.Println(handle.Port)
	return <-handle.Done
}
