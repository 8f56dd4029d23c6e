namespace Grpc.Core;

/// <summary>Messages that go from the server to the caller.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>
{
}
