using System.Text;
using Compensation.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Compensation.EndToEnd.Tests.Hostile;

/// <summary>Connections that break HTTP/2, or keep to it and mean ill: each is ended or does no harm, and everybody else is served.</summary>
[Trait("Category", "Fuzz")]
public sealed class HostileConnectionTests(ITestOutputHelper output)
{
    private const string Path = "/compensation.v1.SellerService/GetProfile";
    private const int Many = 5_000;
    private const int RandomConnections = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What ends the connection, as RFC 9113 and 7541 want it.</summary>
    private static readonly (string Name, Func<Http2Connection, Task> Attack)[] Ended =
    [
        ("no preface", connection => connection.SendAsync("GET / HTTP/1.1\r\nhost: x\r\n\r\n"u8.ToArray())),
        ("half a preface and something else", connection => connection.SendAsync("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"u8.ToArray())),
        ("a frame larger than was agreed", Hello(connection => connection.SendAsync(Http2Connection.Data, 0, 1, new byte[20_000]))),
        ("a frame that says sixteen megabytes", Hello(connection => connection.SendAsync(new byte[] { 255, 255, 255, 0, 0, 0, 0, 0, 1 }))),
        ("a ping of seven bytes", Hello(connection => connection.SendAsync(Http2Connection.Ping, 0, 0, new byte[7]))),
        ("a ping on a stream", Hello(connection => connection.SendAsync(Http2Connection.Ping, 0, 1, new byte[8]))),
        ("a window update of three bytes", Hello(connection => connection.SendAsync(Http2Connection.WindowUpdate, 0, 0, new byte[3]))),
        ("a window update of nothing", Hello(connection => connection.SendAsync(Http2Connection.WindowUpdate, 0, 0, new byte[4]))),
        ("a window beyond two gigabytes", Hello(connection => TimesAsync(3, () =>
            connection.SendAsync(Http2Connection.WindowUpdate, 0, 0, [0x7F, 0xFF, 0xFF, 0xFF])))),
        ("settings of five bytes", Hello(connection => connection.SendAsync(Http2Connection.Settings, 0, 0, new byte[5]))),
        ("settings with a window beyond two gigabytes", Hello(connection => connection.SendAsync(Http2Connection.Settings, 0, 0, [0, 4, 255, 255, 255, 255]))),
        ("data on a stream that nobody opened", Hello(connection => connection.SendAsync(Http2Connection.Data, 0, 5, [1, 2, 3]))),
        ("a stream with an even number", Hello(connection => connection.BeginCallAsync(2, Path))),
        ("a continuation of nothing", Hello(connection => connection.SendAsync(Http2Connection.Continuation, 0, 1, []))),
        ("headers that no table has", Hello(connection =>
            connection.SendAsync(Http2Connection.Headers, Http2Connection.EndHeaders, 1, [0xFF, 0xFF, 0xFF, 0x7F]))),
        ("a table larger than was agreed",
            Hello(connection => connection.SendAsync(Http2Connection.Headers, Http2Connection.EndHeaders, 1, [0x3F, 0xFF, 0xFF, 0x7F]))),
        ("headers without end", Hello(async connection =>
        {
            await connection.SendAsync(Http2Connection.Headers, 0, 1, Http2Connection.HeadersOf(Path));
            await TimesAsync(Many, () => connection.SendAsync(Http2Connection.Continuation, 0, 1, Http2Connection.Literal("x", new string('y', 100))));
        })),
    ];

    /// <summary>What may go on for as long as it likes, if it harms nobody.</summary>
    private static readonly (string Name, Func<Http2Connection, Task> Attack)[] Borne =
    [
        ("TLS, where there is none", connection => connection.SendAsync(new byte[] { 22, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3 }.Concat(new byte[200]).ToArray())),
        ("continuations of nothing without end", Hello(async connection =>
        {
            await connection.SendAsync(Http2Connection.Headers, 0, 1, Http2Connection.HeadersOf(Path));
            await TimesAsync(40 * Many, () => connection.SendAsync(Http2Connection.Continuation, 0, 1, []));
        })),
        ("one large header named again and again", Hello(BombAsync)),
        ("calls that are begun and reset", Hello(async connection =>
        {
            for (var stream = 1; stream < 4 * Many; stream += 2)
            {
                await connection.BeginCallAsync(stream, Path);
                await connection.SendAsync(Http2Connection.Reset, 0, stream, [0, 0, 0, 8]);
            }
        })),
        ("pings whose answers nobody reads", Hello(connection => TimesAsync(10 * Many, () => connection.SendAsync(Http2Connection.Ping, 0, 0, new byte[8])))),
        ("settings whose answers nobody reads",
            Hello(connection => TimesAsync(10 * Many, () => connection.SendAsync(Http2Connection.Settings, 0, 0, [0, 3, 0, 0, 0, 100])))),
        ("more calls than may be open", Hello(async connection =>
        {
            for (var stream = 1; stream < Many; stream += 2)
            {
                await connection.BeginCallAsync(stream, Path);
            }
        })),
        ("a message of four gigabytes that does not come", Hello(async connection =>
        {
            await connection.BeginCallAsync(1, Path);
            await connection.SendAsync(Http2Connection.Data, 0, 1, [0, 255, 255, 255, 255, 1, 2, 3]);
        })),
        ("a window of nothing", Hello(async connection =>
        {
            await connection.SendAsync(Http2Connection.Settings, 0, 0, [0, 4, 0, 0, 0, 0]);
            for (var stream = 1; stream < 150; stream += 2)
            {
                await connection.BeginCallAsync(stream, "/grpc.health.v1.Health/Check");
                await connection.SendAsync(Http2Connection.Data, Http2Connection.EndStream, stream, new byte[5]);
            }
        })),
    ];

    [Fact]
    public async Task Connections_ThatBreakHttp2_AreEnded_AndOthersServed()
    {
        await using var company = await HostileCompany.StartAsync();
        var alive = new List<string>();
        foreach (var (name, attack) in Ended)
        {
            await using var connection = await Http2Connection.ConnectAsync(company.Program.Address);
            if (!await EndsAsync(connection, attack))
            {
                alive.Add(name);
            }

            await company.CheckAsync();
        }

        alive.ShouldBeEmpty();
    }

    [Fact]
    public async Task Connections_ThatMeanIll_HarmNobody()
    {
        await using var company = await HostileCompany.StartAsync();
        var connections = new List<Http2Connection>();
        foreach (var (name, attack) in Borne)
        {
            connections.Add(await Http2Connection.ConnectAsync(company.Program.Address));
            await TryAsync(attack(connections[^1]), name);
            await company.CheckAsync();
        }

        // And many that say hello and then nothing.
        for (var count = 0; count < Many / 10; count++)
        {
            connections.Add(await Http2Connection.OpenAsync(company.Program.Address));
        }

        await company.CheckAsync();
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }

        await company.CheckAsync();
    }

    [Fact]
    public async Task Connections_OfChance_HarmNobody()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var company = await HostileCompany.StartAsync();
        for (var count = 0; count < RandomConnections; count++)
        {
            await using var connection = await Http2Connection.ConnectAsync(company.Program.Address);
            await TryAsync(count % 3 == 0 ? connection.SendAsync(Bytes(random, 2_000)) : FramesAsync(connection, random), $"seed {seed}, connection {count}");
        }

        await company.CheckAsync();
    }

    private static Func<Http2Connection, Task> Hello(Func<Http2Connection, Task> attack) => async connection =>
    {
        await connection.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await connection.SendAsync(Http2Connection.Settings, 0, 0, []);
        await attack(connection);
    };

    /// <summary>A header of four thousand bytes put into the table once, and named ten thousand times in each call: kilobytes become gigabytes.</summary>
    private static async Task BombAsync(Http2Connection connection)
    {
        byte[] large = [0x40, 1, (byte)'x', 0x7F, .. Varint(3_900 - 127), .. Encoding.ASCII.GetBytes(new string('y', 3_900))];
        await connection.SendAsync(Http2Connection.Headers, Http2Connection.EndHeaders, 1, [.. Http2Connection.HeadersOf(Path), .. large]);
        for (var stream = 3; stream < 200; stream += 2)
        {
            await connection.SendAsync(Http2Connection.Headers, Http2Connection.EndHeaders, stream,
                [.. Http2Connection.HeadersOf(Path), .. Enumerable.Repeat((byte)(0x80 | 62), 10_000)]);
        }
    }

    private static IEnumerable<byte> Varint(int value)
    {
        for (; value >= 128; value /= 128)
        {
            yield return (byte)(0x80 | (value % 128));
        }

        yield return (byte)value;
    }

    private static async Task FramesAsync(Http2Connection connection, Random random)
    {
        await connection.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await connection.SendAsync(Http2Connection.Settings, 0, 0, []);
        for (var count = random.Next(1, 200); count > 0; count--)
        {
            if (random.Next(3) == 0)
            {
                await connection.BeginCallAsync(random.Next(1, 40), Path);
            }
            else
            {
                await connection.SendAsync((byte)random.Next(12), (byte)random.Next(256), random.Next(8), Bytes(random, 300));
            }
        }
    }

    private static byte[] Bytes(Random random, int most)
    {
        var bytes = new byte[random.Next(1, most)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static async Task TimesAsync(int times, Func<Task> act)
    {
        for (var count = 0; count < times; count++)
        {
            await act();
        }
    }

    /// <summary>Whether the other side ends the connection, while it is attacked or soon after.</summary>
    private static async Task<bool> EndsAsync(Http2Connection connection, Func<Http2Connection, Task> attack)
    {
        try
        {
            await attack(connection).WaitAsync(Patience);
            await connection.ReadToEndAsync().WaitAsync(Patience);
            return true;
        }
        catch (IOException)
        {
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Attacks, and gives up where the other side has, or takes no more.</summary>
    private async Task TryAsync(Task attack, string what)
    {
        try
        {
            await attack.WaitAsync(Patience);
        }
        catch (Exception error) when (error is IOException or TimeoutException)
        {
            output.WriteLine($"{what}: {error.Message}");
        }
    }
}
