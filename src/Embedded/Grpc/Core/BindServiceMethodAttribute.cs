using System.Diagnostics.CodeAnalysis;

namespace Grpc.Core;

/// <summary>Names, on a service's generated base class, the method that tells a <see cref="ServiceBinderBase"/> the service's methods.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = true)]
public class BindServiceMethodAttribute : Attribute
{
    private const DynamicallyAccessedMemberTypes Members = DynamicallyAccessedMemberTypes.PublicMethods
        | DynamicallyAccessedMemberTypes.NonPublicMethods
        | DynamicallyAccessedMemberTypes.PublicProperties;

    /// <summary>The method's class and name.</summary>
    public BindServiceMethodAttribute([DynamicallyAccessedMembers(Members)] Type bindType, string bindMethodName) =>
        (BindType, BindMethodName) = (bindType, bindMethodName);

    /// <summary>The class.</summary>
    [DynamicallyAccessedMembers(Members)]
    public Type BindType { get; }

    /// <summary>The static method's name; it takes a binder and an instance, which may be null.</summary>
    public string BindMethodName { get; }
}
