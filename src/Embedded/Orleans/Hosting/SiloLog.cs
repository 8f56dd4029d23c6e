using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>What the silo writes to the log.</summary>
internal sealed partial class SiloLog(ILogger<Silo> logger)
{
    [LoggerMessage(1, LogLevel.Error, "The activation of {Grain} failed.")]
    public partial void ActivationFailed(Exception error, GrainId grain);

    [LoggerMessage(2, LogLevel.Error, "The end of the activation of {Grain} failed.")]
    public partial void DeactivationFailed(Exception error, GrainId grain);

    [LoggerMessage(3, LogLevel.Warning, "A timer's tick of {Grain} failed.")]
    public partial void TickFailed(Exception error, GrainId grain);

    [LoggerMessage(4, LogLevel.Information, "The silo is active.")]
    public partial void Active();

    [LoggerMessage(5, LogLevel.Information, "The silo has stopped.")]
    public partial void Stopped();

    [LoggerMessage(6, LogLevel.Warning, "The silo was stopped with {Activations} activations left; their calls fail.")]
    public partial void Aborted(int activations);

    [LoggerMessage(7, LogLevel.Warning, "A stream of {Grain} that is read no longer did not end well.")]
    public partial void StreamEndFailed(Exception error, GrainId grain);
}
