using CauseFlow.CredentialBroker;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("credential-broker");
builder.Services.AddCredentialBroker(builder.Configuration);
builder.Services.AddServiceBus(builder.Configuration);

var app = builder.Build();
app.UseServiceDefaults();
app.MapServiceDefaults();
app.MapCredentialBroker();
app.Run();
