using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A grain asks for a storage that the silo does not have.</summary>
public sealed class BadProviderConfigException : OrleansException
{
    /// <summary>The error without words of its own.</summary>
    public BadProviderConfigException()
    {
    }

    /// <summary>The error in words.</summary>
    public BadProviderConfigException(string msg)
        : base(msg)
    {
    }

    /// <summary>The error with another behind it.</summary>
    public BadProviderConfigException(string msg, Exception exc)
        : base(msg, exc)
    {
    }
}
