namespace Grpc.Core;

/// <summary>Turns messages into bytes and back.</summary>
public class Marshaller<T>
{
    /// <summary>A marshaller over whole arrays.</summary>
    public Marshaller(Func<T, byte[]> serializer, Func<byte[], T> deserializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(deserializer);
        Serializer = serializer;
        Deserializer = deserializer;
        ContextualSerializer = (message, context) => context.Complete(serializer(message));
        ContextualDeserializer = context => deserializer(context.PayloadAsNewBuffer());
    }

    /// <summary>A marshaller that writes into a buffer and reads from one.</summary>
    public Marshaller(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(deserializer);
        Serializer = static _ => throw new NotImplementedException();
        Deserializer = static _ => throw new NotImplementedException();
        ContextualSerializer = serializer;
        ContextualDeserializer = deserializer;
    }

    /// <summary>To an array; only of a marshaller over arrays.</summary>
    public Func<T, byte[]> Serializer { get; }

    /// <summary>From an array; only of a marshaller over arrays.</summary>
    public Func<byte[], T> Deserializer { get; }

    /// <summary>Into a buffer.</summary>
    public Action<T, SerializationContext> ContextualSerializer { get; }

    /// <summary>From a buffer.</summary>
    public Func<DeserializationContext, T> ContextualDeserializer { get; }
}
