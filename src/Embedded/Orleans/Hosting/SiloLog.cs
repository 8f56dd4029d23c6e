using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>What the silo writes to the log.</summary>
internal sealed partial class SiloLog(ILogger<Silo> logger)
{
    [LoggerMessage(6001, LogLevel.Error, "The activation of {Grain} failed.")]
    public partial void ActivationFailed(Exception error, GrainId grain);

    [LoggerMessage(6002, LogLevel.Error, "The end of the activation of {Grain} failed.")]
    public partial void DeactivationFailed(Exception error, GrainId grain);

    [LoggerMessage(6003, LogLevel.Warning, "A timer's tick of {Grain} failed.")]
    public partial void TickFailed(Exception error, GrainId grain);

    [LoggerMessage(6004, LogLevel.Information, "The silo is active.")]
    public partial void Active();

    [LoggerMessage(6005, LogLevel.Information, "The silo has stopped.")]
    public partial void Stopped();

    [LoggerMessage(6006, LogLevel.Warning, "The silo was stopped with {Activations} activations left; their calls fail.")]
    public partial void Aborted(int activations);

    [LoggerMessage(6007, LogLevel.Warning, "A stream of {Grain} that is read no longer did not end well.")]
    public partial void StreamEndFailed(Exception error, GrainId grain);
}
