namespace Orleans.Runtime;

/// <summary>The grain no longer knows of the stream that is being read: it was deactivated, or the reader paused for too long.</summary>
public sealed class EnumerationAbortedException : Exception
{
    /// <summary>The error without words of its own.</summary>
    public EnumerationAbortedException()
    {
    }

    /// <summary>The error in words.</summary>
    public EnumerationAbortedException(string message)
        : base(message)
    {
    }

    /// <summary>The error with another behind it.</summary>
    public EnumerationAbortedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
