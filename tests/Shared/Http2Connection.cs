using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Compensation.Testing;

/// <summary>A connection that speaks HTTP/2 frame by frame (RFC 9113), for what an HTTP client keeps to itself.</summary>
internal sealed class Http2Connection : IAsyncDisposable
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte EndStream = 1;
    public const byte Acknowledgement = 1;

    public const byte Settings = 4;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;
    public const byte EndHeaders = 4;

    private readonly TcpClient tcp = new();

    private Http2Connection()
    {
    }

    /// <summary>Connects, and says nothing.</summary>
    public static async Task<Http2Connection> ConnectAsync(Uri address)
    {
        var connection = new Http2Connection();
        await connection.tcp.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    /// <summary>Connects and says hello.</summary>
    public static async Task<Http2Connection> OpenAsync(Uri address)
    {
        var connection = await ConnectAsync(address);
        await connection.tcp.GetStream().WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await connection.SendAsync(Settings, 0, 0, []);
        return connection;
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await tcp.GetStream().WriteAsync(bytes);

    /// <summary>Sends a frame.</summary>
    public async Task SendAsync(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8 | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        await tcp.GetStream().WriteAsync(frame);
    }

    /// <summary>Begins a gRPC call: its headers, each as a literal without compression (RFC 7541, 6.2.2).</summary>
    public Task BeginCallAsync(int stream, string path) => SendAsync(Headers, EndHeaders, stream, HeadersOf(path));

    /// <summary>The headers of a gRPC call.</summary>
    public static byte[] HeadersOf(string path)
    {
        (string Name, string Value)[] headers =
        [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "test"), ("te", "trailers"), ("content-type", "application/grpc"),
        ];
        return [.. headers.SelectMany(header => Literal(header.Name, header.Value))];
    }

    /// <summary>The next frame of a type; what comes before it is skipped, settings acknowledged.</summary>
    public async Task<(byte Flags, int Stream, byte[] Payload)> ReadAsync(byte type)
    {
        while (true)
        {
            var header = new byte[9];
            await tcp.GetStream().ReadExactlyAsync(header);
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >>> 8];
            await tcp.GetStream().ReadExactlyAsync(payload);
            if (header[3] == Settings && (header[4] & Acknowledgement) == 0)
            {
                await SendAsync(Settings, Acknowledgement, 0, []);
            }

            if (header[3] == type)
            {
                return (header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload);
            }
        }
    }

    /// <summary>Reads until the other side closes.</summary>
    public async Task ReadToEndAsync()
    {
        var buffer = new byte[1024];
        while (await tcp.GetStream().ReadAsync(buffer) > 0)
        {
        }
    }

    public ValueTask DisposeAsync()
    {
        tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A header as a literal without compression, of less than 127 characters each.</summary>
    public static byte[] Literal(string name, string value) =>
        [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
