using System.Diagnostics.CodeAnalysis;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>On an endpoint: the method that it serves.</summary>
public sealed class GrpcMethodMetadata
{
    internal const DynamicallyAccessedMemberTypes ServiceMembers = DynamicallyAccessedMemberTypes.PublicConstructors
        | DynamicallyAccessedMemberTypes.PublicMethods
        | DynamicallyAccessedMemberTypes.NonPublicMethods;

    /// <summary>A method with the class that serves it.</summary>
    public GrpcMethodMetadata([DynamicallyAccessedMembers(ServiceMembers)] Type serviceType, IMethod method)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        ArgumentNullException.ThrowIfNull(method);
        ServiceType = serviceType;
        Method = method;
    }

    /// <summary>The class that serves it.</summary>
    [DynamicallyAccessedMembers(ServiceMembers)]
    public Type ServiceType { get; }

    /// <summary>The method.</summary>
    public IMethod Method { get; }
}
