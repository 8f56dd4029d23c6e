using Compensation.Api.Shared.Errors;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Compensation.Api.Shared.Streams;

/// <summary>What calls without an end do when the program stops: they end, so that the others can.</summary>
internal static class FollowingCalls
{
    /// <summary>Cancelled when the program begins to stop.</summary>
    public static CancellationToken Stopping(this ServerCallContext context) =>
        context.GetHttpContext().RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    /// <summary>Waits until it is time to look again.</summary>
    /// <param name="context">The call.</param>
    /// <param name="pause">How long.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="CallException">The program stops.</exception>
    /// <exception cref="OperationCanceledException">The call was given up.</exception>
    public static async Task PauseAsync(this ServerCallContext context, TimeSpan pause, TimeProvider time)
    {
        var stopping = context.Stopping();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        try
        {
            await Task.Delay(pause, time, either.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw CallErrors.Stopping();
        }
    }
}
