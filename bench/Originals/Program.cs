using System.Text.Json;
using Compensation.Bench.Goals;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

// The same work as in bench/Rows, on Orleans and on gRPC for .NET themselves: what the stand-ins are compared with.
// grains    starts a silo; for each line of the input that names work, does it once and writes what it took
// grpc      serves calls, writes where, and ends with the input
switch (args)
{
    case ["grains"]:
        using (var host = await GrainLoad.StartAsync())
        {
            var grains = host.Services.GetRequiredService<IGrainFactory>();
            while (await Console.In.ReadLineAsync() is { } work)
            {
                Console.WriteLine(JsonSerializer.Serialize(await GrainLoad.MeasureAsync(grains, Enum.Parse<GrainWork>(work))));
            }
        }

        return 0;
    case ["grpc"]:
        await OrdersServer.ServeAsync();
        return 0;
    default:
        await Console.Error.WriteLineAsync("bench/run starts this program.");
        return 2;
}
