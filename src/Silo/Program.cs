return Compensation.Silo.CommandLine.Run(args, Console.Out, Console.Error);
