namespace Orleans.Runtime;

/// <summary>An error of the grains' host.</summary>
public class OrleansException : Exception
{
    /// <summary>An error without words.</summary>
    public OrleansException()
        : base("Unexpected error.")
    {
    }

    /// <summary>An error in words.</summary>
    public OrleansException(string message)
        : base(message)
    {
    }

    /// <summary>An error with another behind it.</summary>
    public OrleansException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A call was not accepted; it has not run.</summary>
public class OrleansMessageRejectionException : OrleansException
{
    internal OrleansMessageRejectionException(string message)
        : base(message)
    {
    }

    internal OrleansMessageRejectionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The silo is not there to take the call: not started yet, or shutting down.</summary>
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>The error without words of its own.</summary>
    public SiloUnavailableException()
        : base("Silo unavailable")
    {
    }

    /// <summary>The error in words.</summary>
    public SiloUnavailableException(string msg)
        : base(msg)
    {
    }

    /// <summary>The error with another behind it.</summary>
    public SiloUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>More calls wait for an activation than the silo allows; the call has not run.</summary>
public sealed class LimitExceededException : OrleansException
{
    /// <summary>The error without words of its own.</summary>
    public LimitExceededException()
        : base("Limit exceeded")
    {
    }

    /// <summary>The error in words.</summary>
    public LimitExceededException(string message)
        : base(message)
    {
    }

    /// <summary>The error with another behind it.</summary>
    public LimitExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The error with the limit that was met.</summary>
    public LimitExceededException(string limitName, int current, int threshold, object extraInfo)
        : base($"Limit exceeded {limitName} Current={current} Threshold={threshold} {extraInfo}")
    {
    }
}

/// <summary>A setting that the host cannot work with.</summary>
public sealed class OrleansConfigurationException : Exception
{
    /// <summary>The error in words.</summary>
    public OrleansConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>The error with another behind it.</summary>
    public OrleansConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
