using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.Security;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>health</c>: asks a server whether it takes calls. Made for containers, whose images have nothing else to ask with.</summary>
internal sealed class HealthCommand : Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly Option<Uri> at = new("--at")
    {
        Description = "The server.",
        HelpName = "ADDRESS",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:5151"),
        CustomParser = given => Uri.TryCreate(given.Tokens[0].Value, UriKind.Absolute, out var address) ? address : Complain(given),
    };

    private readonly Option<bool> live = new("--live")
    {
        Description = "Ask whether it is alive, whether or not it takes calls.",
    };

    /// <summary>Makes the command.</summary>
    public HealthCommand()
        : base("health", "Asks a server whether it takes calls.")
    {
        Add(at);
        Add(live);
        SetAction(async (arguments, cancellation) =>
        {
            var streams = arguments.InvocationConfiguration;
            var terminal = new Terminal(streams.Output, streams.Error, arguments.GetValue(TerminalCommand.Json));
            var wrong = await AskAsync(new Uri(arguments.GetValue(at)!, arguments.GetValue(live) ? "/health/live" : "/health/ready"), cancellation);
            if (terminal.IsForPrograms)
            {
                terminal.WriteJson(json =>
                {
                    json.WriteStartObject();
                    json.WriteBoolean("healthy", wrong is null);
                    json.WriteString("wrong", wrong);
                    json.WriteEndObject();
                });
            }
            else
            {
                terminal.WriteLine(wrong ?? "Healthy");
            }

            return wrong is null ? ExitCode.Ok : ExitCode.Findings;
        });
    }

    private static Uri? Complain(ArgumentResult given)
    {
        given.AddError($"'{given.Tokens[0].Value}' is no address. Give one such as http://127.0.0.1:5151.");
        return null;
    }

    /// <summary>What is wrong with the server; null where nothing is.</summary>
    private static async Task<string?> AskAsync(Uri address, CancellationToken cancellation)
    {
        // A server of this machine is asked by its number, which its certificate does not name.
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, wrong) => wrong == SslPolicyErrors.None || address.IsLoopback },
        })
        {
            Timeout = Patience,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        try
        {
            using var response = await http.GetAsync(address, cancellation);
            return response.IsSuccessStatusCode ? null : $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellation)}";
        }
        catch (HttpRequestException error)
        {
            return error.Message;
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"There was no answer within {Patience.TotalSeconds:0} s.";
        }
    }
}
