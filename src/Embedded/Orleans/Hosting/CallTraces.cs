using System.Diagnostics;

namespace Orleans.Runtime;

/// <summary>Says, as a service, that calls are traced. Where nobody follows them, a call costs one comparison more.</summary>
internal sealed class CallTraces
{
    private static readonly ActivitySource Source = new("Microsoft.Orleans.Application");

    /// <summary>What a caller does at the moment; null where nobody follows it.</summary>
    public static Activity? Caller => Source.HasListeners() ? Activity.Current : null;

    /// <summary>Begins to trace the run of a call, in the turn that it begins in.</summary>
    public static Activity? Begin(string method, Activity caller) => Source.StartActivity(method, ActivityKind.Server, caller.Context);
}
