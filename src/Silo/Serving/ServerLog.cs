using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Compensation.Silo.Serving;

/// <summary>Tells the log of the server's beginning and end.</summary>
internal sealed partial class ServerLog(ILogger<Server> log)
{
    /// <summary>Tells of what is to come.</summary>
    /// <param name="life">The host's life.</param>
    /// <param name="address">Where it serves.</param>
    /// <param name="patience">How long calls that run may take to end.</param>
    public void Follow(IHostApplicationLifetime life, string address, TimeSpan patience)
    {
        Serving(address);
        life.ApplicationStopping.Register(() => Stopping(patience.TotalSeconds));
        life.ApplicationStopped.Register(Stopped);
    }

    [LoggerMessage(2001, LogLevel.Information, "Serving on {Address}.")]
    private partial void Serving(string address);

    [LoggerMessage(2002, LogLevel.Information, "Stopping: no more calls are taken, and those that run have {Seconds} s to end.")]
    private partial void Stopping(double seconds);

    [LoggerMessage(2003, LogLevel.Information, "Stopped.")]
    private partial void Stopped();
}
