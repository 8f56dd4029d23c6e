namespace Grpc.Core;

/// <summary>What a call hands on to the calls that its handler makes.</summary>
public abstract class ContextPropagationToken
{
    internal ContextPropagationToken()
    {
    }
}
