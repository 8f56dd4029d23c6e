namespace Grpc.Core;

/// <summary>What a call hands on to the calls that its handler makes.</summary>
public class ContextPropagationOptions
{
    /// <summary>All of it.</summary>
    public static readonly ContextPropagationOptions Default = new();

    /// <summary>The given parts.</summary>
    public ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true) =>
        (IsPropagateDeadline, IsPropagateCancellation) = (propagateDeadline, propagateCancellation);

    /// <summary>Whether the deadline is handed on.</summary>
    public bool IsPropagateDeadline { get; }

    /// <summary>Whether cancellation is handed on.</summary>
    public bool IsPropagateCancellation { get; }
}
