using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller writes one message to.</summary>
public abstract class SerializationContext
{
    /// <summary>The whole message at once, in place of all else.</summary>
    public virtual void Complete(byte[] payload) => throw new NotImplementedException();

    /// <summary>The buffer to write to; <see cref="Complete()"/> comes after it.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotImplementedException();

    /// <summary>Says, before <see cref="GetBufferWriter"/>, how many bytes there will be.</summary>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    /// <summary>The message is in the buffer.</summary>
    public virtual void Complete() => throw new NotImplementedException();
}
