using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Compensation.Api.Health;

/// <summary>Serves the calls of <see cref="Grpc.Health.V1.Health"/>: readiness for the whole server and for each service, and <c>liveness</c>.</summary>
/// <param name="readiness">Tells whether the process takes calls.</param>
/// <param name="time">The clock.</param>
public sealed class HealthApi(Readiness readiness, TimeProvider time) : Grpc.Health.V1.Health.HealthBase
{
    private const string Liveness = "liveness";
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private static readonly HashSet<string> Services =
        ["", .. CompensationApi.Services.Select(service => service.FullName)];

    /// <inheritdoc/>
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var status = await StatusAsync(request.Service, context.CancellationToken);
        return status == ServingStatus.ServiceUnknown
            ? throw new RpcException(new Status(StatusCode.NotFound, $"There is no service '{request.Service}'."))
            : new HealthCheckResponse { Status = status };
    }

    /// <inheritdoc/>
    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        var last = ServingStatus.Unknown;
        while (true)
        {
            var status = await StatusAsync(request.Service, context.CancellationToken);
            if (status != last)
            {
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
                last = status;
            }

            await Task.Delay(BetweenLooks, time, context.CancellationToken);
        }
    }

    private async Task<ServingStatus> StatusAsync(string service, CancellationToken cancellation)
    {
        if (service == Liveness)
        {
            return ServingStatus.Serving;
        }

        return !Services.Contains(service) ? ServingStatus.ServiceUnknown
            : await readiness.IsReadyAsync(cancellation) ? ServingStatus.Serving : ServingStatus.NotServing;
    }
}
