using System.Buffers;
using System.Buffers.Binary;
using Compensation.Bench.Goals;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Compensation.Bench.Comparators;

/// <summary>What it takes to answer one unary call over Kestrel's HTTP/2 and no more: no deadline, metadata, compression, limits or errors.</summary>
internal static class BareFraming
{
    public static async Task PlaceAsync(HttpContext http)
    {
        var input = http.Request.BodyReader;
        var read = await input.ReadAsync();
        while (!read.IsCompleted)
        {
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await input.ReadAsync();
        }

        var placed = OrdersApi.Answer(Order.Parser.ParseFrom(read.Buffer.Slice(5)));
        input.AdvanceTo(read.Buffer.End);
        http.Response.ContentType = "application/grpc";
        var output = http.Response.BodyWriter;
        var size = placed.CalculateSize();
        var header = output.GetSpan(5);
        header[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], size);
        output.Advance(5);
        placed.WriteTo((IBufferWriter<byte>)output);
        http.Response.AppendTrailer("grpc-status", "0");
    }
}
