namespace Orleans.Configuration;

/// <summary>Settings of calls in a silo.</summary>
public class SiloMessagingOptions : MessagingOptions
{
    /// <summary>An activation that has more calls than this, waiting and running, refuses others with a <c>LimitExceededException</c>. 0, the
    /// default, is no limit.</summary>
    public int MaxEnqueuedRequestsHardLimit { get; set; }

    /// <summary>The same for an activation of a stateless worker.</summary>
    public int MaxEnqueuedRequestsHardLimit_StatelessWorker { get; set; }
}
