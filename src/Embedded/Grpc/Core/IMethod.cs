namespace Grpc.Core;

/// <summary>A method of a service, without its types.</summary>
public interface IMethod
{
    /// <summary>How many messages go each way.</summary>
    MethodType Type { get; }

    /// <summary>The service with its package.</summary>
    string ServiceName { get; }

    /// <summary>The method.</summary>
    string Name { get; }

    /// <summary>Both, as the path of a request.</summary>
    string FullName { get; }
}
