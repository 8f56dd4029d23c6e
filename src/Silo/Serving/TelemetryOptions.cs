using System.ComponentModel.DataAnnotations;

namespace Compensation.Silo.Serving;

/// <summary>Represents where metrics and traces go to.</summary>
internal sealed record TelemetryOptions
{
    /// <summary>The address of an OTLP collector, such as <c>http://127.0.0.1:4318</c>.</summary>
    /// <value>Empty unless it is set: nothing is sent.</value>
    [RegularExpression("^https?://.+", ErrorMessage = "This is no address of a collector. Give one such as http://127.0.0.1:4318, or nothing.")]
    public string Endpoint { get; init; } = "";

    /// <summary>How it is spoken to.</summary>
    /// <value>http/protobuf unless it is set; or grpc, whose port is usually 4317.</value>
    [AllowedValues("http/protobuf", "grpc", ErrorMessage = "There is no such protocol. Give http/protobuf or grpc.")]
    public string Protocol { get; init; } = "http/protobuf";

    /// <summary>The share of calls that are traced, from 0 to 1. Calls that come with a trace of their own follow what that says.</summary>
    /// <value>0.01 unless it is set.</value>
    [Range(0.0, 1.0)]
    public double TracedShare { get; init; } = 0.01;

    /// <summary>How often metrics are sent, in seconds.</summary>
    /// <value>15 unless it is set.</value>
    [Range(1, 3_600)]
    public int IntervalSeconds { get; init; } = 15;
}
