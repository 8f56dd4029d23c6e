using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>Serves the calls of one method, from the HTTP request to the status at the end.</summary>
internal abstract class CallHandler<TService>(IMethod method, CallSettings settings, ServiceActivator<TService> activator)
    where TService : class
{
    /// <summary>Serves a call.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        if (GrpcRequest.IsRefused(http))
        {
            return;
        }

        var call = new ServerCall(http, method, settings);
        try
        {
            call.Begin();
            var service = activator.Get(http);
            call.Service = service;
            try
            {
                await ServeAsync(call);
            }
            finally
            {
                await activator.ReleaseAsync(service);
            }
        }
        catch (Exception error)
        {
            call.Fail(error);
        }

        await call.EndAsync();
    }

    /// <summary>Reads what the method takes, calls it and writes what it gives.</summary>
    protected abstract ValueTask ServeAsync(ServerCall call);
}
